// What threads share: a product and a Gram matrix, large enough to be cut, as digests of their bits. Node computes them too.
import { gram, matmul, matrix, random, rbf } from 'eigenstill';

const N = 500;

export async function products(): Promise<string[]> {
  const uniform = random(0);
  const entries = Float64Array.from({ length: N * N }, () => uniform() - 0.5);
  const a = matrix(entries, [N, N]);
  const results = [matmul(a, a), gram(rbf({ gamma: 0.01 }), a)];
  return Promise.all(results.map(({ data }) => digest(data as Float64Array<ArrayBuffer>)));
}

async function digest(data: Float64Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
