// One boundary, said three times: assembly/index.ts exports it, src/wasm/abi.ts types it, build/*.wasm carries it.
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { features } from '../src/wasm/features.js';
import { read } from './sources.js';

/** "dpotf2(n, a, lda): number" */
type Signature = string;

const signature = (name: string, parameters: ts.NodeArray<ts.ParameterDeclaration>, returns: ts.TypeNode | undefined): Signature => {
  const names = parameters.map((parameter) => parameter.name.getText());
  return `${name}(${names.join(', ')}): ${returns?.getText() === 'void' ? 'void' : 'number'}`;
};

const parse = (path: string) => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);

const isExported = (node: ts.FunctionDeclaration) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

function exportedFunctions(path: string): Map<string, Signature> {
  const functions = parse(path).statements.filter(ts.isFunctionDeclaration).filter(isExported);
  return new Map(functions.map(({ name, parameters, type }) => [name!.text, signature(name!.text, parameters, type)]));
}

/** What assembly/index.ts exports: its own functions and those it passes on by name. */
function assembly(): Signature[] {
  const passedOn = parse('assembly/index.ts')
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) => {
      const functions = exportedFunctions(`assembly/${(moduleSpecifier as ts.StringLiteral).text}.ts`);
      return (exportClause as ts.NamedExports).elements.map(({ name }) => functions.get(name.text) ?? `${name.text}: not a function`);
    });
  return [...passedOn, ...exportedFunctions('assembly/index.ts').values()].sort();
}

/** What src/wasm/abi.ts says of it. */
function abi(): Signature[] {
  const kernels = parse('src/wasm/abi.ts')
    .statements.filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'Kernels');
  return kernels!.members
    .filter(ts.isMethodSignature)
    .map(({ name, parameters, type }) => signature(name.getText(), parameters, type))
    .sort();
}

/** "dpotf2/3" */
const arity = (text: Signature) => {
  const [, name, parameters] = /^(\w+)\((.*)\)/.exec(text)!;
  return `${name}/${parameters === '' ? 0 : parameters!.split(', ').length}`;
};

const bytes = (name: string) => readFileSync(new URL(`../build/${name}.wasm`, import.meta.url));

describe('the ABI', () => {
  test('abi.ts repeats names, parameters and results of assembly/', () => {
    expect(abi().length).toBeGreaterThan(30);
    expect(abi()).toEqual(assembly());
  });

  describe.each(['simd', 'relaxed', 'debug'])('%s.wasm', (name) => {
    test.skipIf(name === 'relaxed' && !features.relaxedSimd)('exports those functions and asks for a memory, nothing else', () => {
      const binary = new WebAssembly.Module(bytes(name));
      expect(WebAssembly.Module.imports(binary)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
      const { exports } = new WebAssembly.Instance(binary, { env: { memory } });
      const functions = Object.entries(exports).filter(([, value]) => typeof value === 'function');
      expect(functions.map(([key, value]) => `${key}/${(value as () => void).length}`).sort()).toEqual(abi().map(arity).sort());
      expect(Object.keys(exports).filter((key) => typeof exports[key] !== 'function')).toEqual(['memory']);
    });

    test('loads exactly where its instructions exist', () => {
      expect(WebAssembly.validate(bytes(name))).toBe(name !== 'relaxed' || features.relaxedSimd);
    });
  });

  test('the text in build/bytes.js is the two binaries', async () => {
    const packed = await import('../build/bytes.js');
    for (const name of ['simd', 'relaxed'] as const) expect(Buffer.from(packed[name], 'hex').equals(bytes(name))).toBe(true);
  });
});
