// Pages work without this: htmx only spares the reader the full page.
import 'htmx.org';
