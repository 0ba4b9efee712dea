// Builds one bundle a widget into src/procbook/widgets/static. With --watch it goes on.
// Entries: js/src/<name>/widget.ts (and its widget.css) -> <name>.js and <name>.css.
// Modules that are loaded later: js/src/<name>/module.ts -> <name>.js, fetched through the kernel when first needed.

import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const OUT = "src/procbook/widgets/static";
const names = readdirSync("js/src", { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
const entryPoints = {};
for (const name of names)
    for (const kind of ["widget", "module"])
        if (existsSync(`js/src/${name}/${kind}.ts`))
            entryPoints[name] = `js/src/${name}/${kind}.ts`;

// The form checks formats by the kernel's own table and drops those of the validator; they need not travel.
const withoutFormats = {
    name: "without-formats",
    setup: (build) =>
        build.onLoad({ filter: /@cfworker.json-schema.dist.esm.format\.js$/ }, () => ({
            contents: "export const format = {};",
        })),
};

mkdirSync(OUT, { recursive: true });
const options = {
    entryPoints,
    outdir: OUT,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    loader: { ".json": "json" },
    logLevel: "warning",
    plugins: [withoutFormats],
};

function styles() {
    for (const name of Object.keys(entryPoints)) {
        if (!existsSync(`js/src/${name}/widget.css`)) continue;
        const contents = '@import "../theme.css"; @import "./widget.css";';
        esbuild.buildSync({
            stdin: { contents, resolveDir: `js/src/${name}`, loader: "css" },
            outfile: `${OUT}/${name}.css`,
            bundle: true,
            minify: true,
        });
    }
}

if (process.argv.includes("--watch")) {
    const context = await esbuild.context({
        ...options,
        plugins: [withoutFormats, { name: "styles", setup: (build) => build.onEnd(styles) }],
    });
    await context.watch();
} else {
    await esbuild.build(options);
    styles();
    for (const name of Object.keys(entryPoints)) {
        const code = readFileSync(`${OUT}/${name}.js`);
        console.log(
            `${name}.js ${(code.length / 1000).toFixed(1)} kB, gzipped ${(gzipSync(code).length / 1000).toFixed(1)} kB`,
        );
    }
}
