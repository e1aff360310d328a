"""Facts of the engine as sentences in the reader's language, made when they are read."""
