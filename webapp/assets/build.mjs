// Builds webapp/static/dist: every entry-*.js and entry-*.css here, names with hashes, and a manifest.json that tells
// the pages what to link and the tests what it weighs. Run from the root of the repository.
import * as esbuild from 'esbuild';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const sources = path.dirname(fileURLToPath(import.meta.url));
const output = path.resolve(sources, '../static/dist');
const require = createRequire(import.meta.url);
const theme = '[data-bs-theme=dark]';
const systemDark = ':root:not([data-bs-theme=light])';

const entryName = (file) => path.basename(file).replace(/^entry-|\.(js|css)$/g, '');

// The top-level rules of a style sheet as [selector, body]; what stands inside an at-rule is part of its body.
function rules(sheet) {
  const found = [];
  let depth = 0, start = 0, open = 0;
  const text = sheet.replace(/\/\*[^]*?\*\//g, '');
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{' && depth++ === 0) open = at;
    if (text[at] === '}' && --depth === 0) {
      found.push([text.slice(start, open).trim(), text.slice(open + 1, at)]);
      start = at + 1;
    }
  }
  return found;
}

// `@import "dark-rules:FILE"`: the rules of FILE that begin with the dark theme, for pages that name no theme.
const darkRules = {
  name: 'dark-rules',
  setup(build) {
    build.onResolve({ filter: /^dark-rules:/ }, ({ path: name, resolveDir }) => {
      const file = name.slice('dark-rules:'.length);
      return { path: file.startsWith('.') ? path.resolve(resolveDir, file) : require.resolve(file), namespace: 'dark' };
    });
    build.onLoad({ filter: /./, namespace: 'dark' }, ({ path: file }) => {
      const dark = rules(fs.readFileSync(file, 'utf8')).filter(([selector]) => selector.startsWith(theme));
      if (dark.length === 0) throw new Error(`${file} has no rules for ${theme}`);
      const contents = dark.map(([selector, body]) => `${selector.replaceAll(theme, systemDark)}{${body}}`).join('\n');
      return { contents, loader: 'css', resolveDir: path.dirname(file), watchFiles: [file] };
    });
  },
};

// CodeMirror writes <style> elements, which the security policy refuses; style sheets that are adopted are allowed.
const adoptedSheets = {
  name: 'adopted-sheets',
  setup(build) {
    build.onLoad({ filter: /style-mod[\\/]src[\\/]style-mod\.js$/ }, ({ path: file }) => {
      const before = fs.readFileSync(file, 'utf8');
      const contents = before.replace('!root.head && root.adoptedStyleSheets', 'root.adoptedStyleSheets');
      if (contents === before) throw new Error(`${file} is no longer as it was: see how it adds its rules`);
      return { contents, loader: 'js' };
    });
  },
};

// Plain and gzipped bytes of files together.
function weight(files) {
  const contents = files.map((file) => fs.readFileSync(file));
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return [sum(contents.map((bytes) => bytes.length)), sum(contents.map((bytes) => gzipSync(bytes, { level: 9 }).length))];
}

// A script with every chunk that it loads at once.
function chunks(outputs, file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const link of outputs[file].imports) {
    if (link.kind === 'import-statement' && !link.external) chunks(outputs, link.path, found);
  }
  return found;
}

function describe(outputs, file) {
  const isStyle = file.endsWith('.css');
  const scripts = isStyle ? [] : [...chunks(outputs, file)];
  const styles = [isStyle ? file : outputs[file].cssBundle].filter(Boolean);
  const [js, js_gz] = weight(scripts);
  const [css, css_gz] = weight(styles);
  const base = (name) => (name ? path.basename(name) : null);
  return {
    js: base(scripts[0]), css: base(styles[0]), preload: scripts.slice(1).map(base), bytes: { js, js_gz, css, css_gz },
  };
}

fs.rmSync(output, { recursive: true, force: true });
const entries = fs.readdirSync(sources).filter((file) => /^entry-.+\.(js|css)$/.test(file));
const result = await esbuild.build({
  entryPoints: Object.fromEntries(entries.map((file) => [entryName(file), path.join(sources, file)])),
  outdir: output, bundle: true, minify: true, splitting: true, format: 'esm', target: ['es2022'],
  entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', assetNames: 'file-[name]-[hash]',
  loader: Object.fromEntries(['.svg', '.woff', '.woff2', '.ttf', '.eot'].map((suffix) => [suffix, 'file'])),
  legalComments: 'linked', metafile: true, logLevel: 'warning', plugins: [darkRules, adoptedSheets],
});

const { outputs } = result.metafile;
const built = Object.keys(outputs).filter((file) => outputs[file].entryPoint);
const manifest = Object.fromEntries(built.map((file) => [entryName(outputs[file].entryPoint), describe(outputs, file)]));
fs.writeFileSync(path.join(output, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const [name, { bytes }] of Object.entries(manifest)) {
  console.log(`${name}: ${bytes.js_gz + bytes.css_gz} bytes gzipped (${bytes.js + bytes.css} plain)`);
}
