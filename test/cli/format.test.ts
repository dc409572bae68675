import { expect, test } from 'vitest';
import { duration, modelName, mseFormat, penalty, percent, significant } from '../../src/cli/format.js';

test('numbers as the table shows them', () => {
  expect([16802.34, -1.78, 92.5019, 0.00035, 7.38e6, -64041, 0, 0.00001].map(significant)).toEqual([
    '16802',
    '−1.780',
    '92.50',
    '0.0003500',
    '7.38e6',
    '−64041',
    '0',
    '1.00e−5',
  ]);
  expect([1000, 0.001, 1e-6, 1e5, 1e7, 0.5].map(penalty)).toEqual(['1000', '0.001', '1e-6', '100000', '1e7', '0.5']);
  expect([0.359341, 12.5, 12345.6].map(mseFormat([0.359341, 12.5]))).toEqual(['0.3593', '12.5000', '12346']);
  expect([0.000712345, 0.25].map(mseFormat([0.000712345, 0.25]))).toEqual(['0.000712', '0.250000']);
  expect([0, 1e-14].map(mseFormat([0, 1e-14]))).toEqual(['0', '1.00e−14']);
  expect([-0.0766, 0.056, 0, -0.0001].map(percent)).toEqual(['−7.7 %', '+5.6 %', '0.0 %', '0.0 %']);
  expect([5.5755e16, -1234].map(percent)).toEqual(['+5.6e18 %', '−1.2e5 %']);
  expect([1.234, 96.4, 1740, 65000].map(duration)).toEqual(['1.2 ms', '96 ms', '1.74 s', '65.0 s']);
  expect([0, 1, 2].map(modelName)).toEqual(['ridge', '1 step', '2 steps']);
});
