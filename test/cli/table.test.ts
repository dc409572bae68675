// Reading tables: every way of writing one that the command promises to detect, and every way of getting it wrong.
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/cli/fail.js';
import { readTable } from '../../src/cli/table.js';

const read = (text: string) => readTable(text, 'd.csv');

describe('one table written in many ways', () => {
  const columns = ['x', 'y', 'z'];
  const rows = [
    ['1', '2.5', '-3'],
    ['4', '0.5', '1e3'],
  ];
  const comma = [
    ['1', '2,5', '-3'],
    ['4', '0,5', '1e3'],
  ];
  test.each([
    ['commas', 'x,y,z\n1,2.5,-3\n4,0.5,1e3\n', ',', false],
    ['no line end at the end', 'x,y,z\n1,2.5,-3\n4,0.5,1e3', ',', false],
    ['CRLF', 'x,y,z\r\n1,2.5,-3\r\n4,0.5,1e3\r\n', ',', false],
    ['CR alone', 'x,y,z\r1,2.5,-3\r4,0.5,1e3\r', ',', false],
    ['a byte-order mark', '\uFEFFx,y,z\n1,2.5,-3\n4,0.5,1e3\n', ',', false],
    ['quotes and blanks', '"x", y ,"z"\n"1",2.5,"-3"\n4 ,0.5,1e3\n', ',', false],
    ['semicolons', 'x;y;z\n1;2.5;-3\n4;0.5;1e3\n', ';', false],
    ['tabs', 'x\ty\tz\n1\t2.5\t-3\n4\t0.5\t1e3\n', '\t', false],
    ['blanks', 'x y z\n1 2.5 -3\n4 0.5 1e3\n', ' ', false],
    ['aligned blanks', '  x    y   z\n  1  2.5  -3\n  4  0.5 1e3\n', ' ', false],
    ['blanks and tabs', 'x y\tz\n1 \t2.5 -3\n4\t 0.5 1e3\n', ' ', false],
    ['empty lines', '\n\nx,y,z\n\n1,2.5,-3\n,,\n4,0.5,1e3\n\n', ',', false],
    ['empty columns at the end', 'x,y,z,,\n1,2.5,-3,,\n4,0.5,1e3,,\n', ',', false],
    ['an empty column inside', 'x,,y,z\n1,,2.5,-3\n4,,0.5,1e3\n', ',', false],
    ['the line in which Excel names its delimiter', 'sep=;\nx;y;z\n1;2.5;-3\n4;0.5;1e3\n', ';', false],
    ['decimal commas', 'x;y;z\n1;2,5;-3\n4;0,5;1e3\n', ';', true],
    ['decimal commas, tabs', 'x\ty\tz\n1\t2,5\t-3\n4\t0,5\t1e3\n', '\t', true],
    ['decimal commas, blanks', 'x y z\n1 2,5 -3\n4 0,5 1e3\n', ' ', true],
    ['decimal commas in quotes', 'x,y,z\n1,"2,5",-3\n4,"0,5",1e3\n', ',', true],
  ])('%s', (_, text, delimiter, decimalComma) => {
    const table = read(text);
    expect(table.columns).toEqual(columns);
    expect(table.rows).toEqual(decimalComma ? comma : rows);
    expect(table.delimiter).toBe(delimiter);
    expect(table.decimalComma).toBe(decimalComma);
    expect(table.header).toBe(true);
  });
});

describe('header', () => {
  test.each([
    ['numbers only', '1,2\n3,4\n', false],
    ['a text column and numbers', '5.1,3.5,setosa\n4.9,3.0,virginica\n', false],
    ['names', 'a,b\n3,4\n', true],
    ['texts above texts', 'name,city\nann,rome\n', true],
    ['numbers among the names', '400,410,420,target\n1,2,3,4\n5,6,7,8\n', true],
    ['a missing value in the first row', '1,NA\n3,4\n', false],
    ['one row of numbers', '1,2\n', false],
  ])('%s', (_, text, header) => {
    const table = read(text);
    expect(table.header).toBe(header);
    if (!header) expect(table.columns).toEqual(table.rows[0].map((_, j) => `column${j + 1}`));
  });
});

test('a quoted cell keeps delimiters, quotes and line ends, and lines are still counted', () => {
  const table = read('a,b\n"x, ""y""\nz",1\nw,2\n');
  expect(table.rows[0][0]).toBe('x, "y"\nz');
  expect(table.lines).toEqual([2, 4]);
});

test('between comma delimiters 1,234 is no decimal', () => {
  expect(read('a,b\n"1,234",5\n"2,345",6\n').decimalComma).toBe(false);
});

test('a column without a name but with values gets one', () => {
  expect(read('a,,b\n1,2,3\n').columns).toEqual(['a', 'column2', 'b']);
});

describe('what is no table is refused in one line', () => {
  test.each([
    ['an empty file', '', 'd.csv is empty'],
    ['blank lines only', '\n \n\r\n', 'd.csv is empty'],
    ['a header only', 'a,b\n', 'd.csv has a header but no rows'],
    [
      'a quote never closed',
      'a,b\n1,2\n"3,4\n5,6\n',
      'd.csv, row 2 (line 3): a quote (") opens a cell and does not close it; double it ("") or remove it',
    ],
    ['text after a quote', 'a,b\n1,2\n\n"3"x,4\n', 'd.csv, row 2 (line 4): a quote (") opens a cell'],
    ['a row too short', 'a,b,c\n1,2,3\n4,5\n', 'd.csv, row 2 (line 3) has 2 cells, the header has 3'],
    ['a row too long', 'a,b\n1,2\n3,4,5\n', 'd.csv, row 2 (line 3) has 3 cells, the header has 2'],
    ['a row of one cell', '1,2,3\n1\n', 'd.csv, row 2 (line 2) has 1 cell, the first row has 3'],
    ['a name twice', 'a,b,a\n1,2,3\n', 'd.csv: columns 1 and 3 are both called "a"; rename one'],
    ['a NUL byte', 'a,b\n1,2\n3,\u00004\n', 'd.csv, line 3 holds a NUL byte'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(DataError);
    expect(() => read(text)).toThrow(message);
  });
});
