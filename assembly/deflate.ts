// Floor 2 · deflation: the merge of two solved halves made as small as it can be.
//
//   T = ⎡T₁   ⎤ + ρ v vᵀ,  T₁ = Q₁D₁Q₁ᵀ, T₂ = Q₂D₂Q₂ᵀ, v = e_{n1} ± e_{n1+1}   ⇒   Qᵀ T Q = D + ρ z zᵀ,  z = last row of Q₁, first of Q₂
//       ⎣   T₂⎦
//
// Eigenvectors stand in the rows of W. Nothing need be done to row i where ρ|z_i| is at rounding level; and where two neighbours
// d_p ≤ d_q are so close that the rotation which makes z_p zero leaves (d_q − d_p)·c·s at rounding level, it is made and p is done.
// The k rows that remain are of three kinds, and the product with the k×k eigenvectors S of the secular equation has three parts:
//
//           0 … n1   n1 … n                                    new W, columns 0 … n1:   Sᵀ[top, mixed]    × (top, mixed rows)
//     top   ███████                                                   columns n1 … n:   Sᵀ[mixed, bottom] × (mixed, bottom rows)
//     mixed ███████  ███████   two halves met in a rotation
//     bottom         ███████                                   half the work of a full product
//
// The driver gathers both groups of rows elsewhere and writes the products over rows 0 … k − 1; done rows that stand there are moved
// into the places of undone ones that stand behind. Rotations are listed first and then applied to strips of columns.
// O(n) but for the sorting of what is done. Cuppen 1981; Dongarra & Sorensen, SIAM J. Sci. Stat. Comput. 8, 1987; Rutter,
// A serial implementation of Cuppen's divide and conquer algorithm, UCB/CSD-94-799, 1994 (the three kinds).
import { get, set } from './element';
import { drot } from './vector';

const TOP: i32 = 0;
const MIXED: i32 = 1;
const BOTTOM: i32 = 2;

/** Bytes of a listed rotation: rows p and q, columns from … to, c, s. */
const ROTATION: usize = 32;

// @ts-ignore: decorator
@inline
function at(x: usize, i: i32): i32 {
  return load<i32>(x + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function put(x: usize, i: i32, v: i32): void {
  store<i32>(x + ((<usize>i) << 2), v);
}

/**
 * The ascending order of d from its two halves' orders, which count from their own first row: order[0 … m], order[m … n] (+ shift).
 * Of equal values the first half's come first.
 */
function interleave(n: i32, m: i32, shift: i32, d: usize, order: usize, out: usize): void {
  let i = 0, j = m;
  for (let q = 0; q < n; q++) {
    const first = j == n || (i < m && get(d, at(order, i)) <= get(d, at(order, j) + shift));
    put(out, q, first ? at(order, i++) : at(order, j++) + shift);
  }
}

/**
 * Deflates the merge of rows 0 … n1 and n1 … n of W, coupled by the element `beta` that was torn out of T; tol: what is negligible.
 *
 * In: d, eigenvalues in the order of the rows, changed by rotations; order, the rows of each half by ascending eigenvalue, destroyed.
 * Out: poles[0 … k], ascending, and z[0 … k], times √ρ. poles[k … n]: the eigenvalues that are done, ascending.
 *      rows[0 … k]: the undone rows, top ones first, then mixed, then bottom; place[i]: where pole i stands in this list.
 *      rows[k … n]: the done rows in the order of their eigenvalues.
 *      rotations: up to n of 32 bytes. counts: undone rows that are top or mixed, that are mixed or bottom, rotations.
 * weights: n doubles of scratch, scratch: n integers. Indices and counts are i32. Returns k.
 */
export function dlaed2(
  n: i32, n1: i32, beta: f64, tol: f64, w: usize, ldw: i32, d: usize, order: usize, poles: usize, z: usize, rows: usize, place: usize,
  rotations: usize, counts: usize, scratch: usize, weights: usize,
): i32 {
  const ld = (<usize>ldw) << 3;
  const rho = 2 * abs(beta);
  for (let i = 0; i < n; i++) {
    const v = load<f64>(w + <usize>i * ld + ((<usize>(i < n1 ? n1 - 1 : n1)) << 3)) * Math.SQRT1_2;
    set(weights, i, i >= n1 && beta < 0 ? -v : v);
  }
  interleave(n, n1, n1, d, order, scratch);
  const kinds = order; // has been read
  for (let i = 0; i < n; i++) put(kinds, i, i < n1 ? TOP : BOTTOM);

  let k = 0, done = n, turns = 0, p = -1;
  for (let i = 0; i < n; i++) {
    const q = at(scratch, i);
    if (rho * abs(get(weights, q)) <= tol) {
      done = finish(q, done, n, d, rows);
      continue;
    }
    if (p >= 0) {
      const zp = get(weights, p), zq = get(weights, q), t = get(d, q) - get(d, p);
      const r = sqrt(zp * zp + zq * zq), c = zq / r, s = zp / r;
      if (abs(t * c * s) <= tol) {
        const kp = at(kinds, p), kq = at(kinds, q);
        const to = rotations + <usize>(turns++) * ROTATION;
        put(to, 0, p);
        put(to, 1, q);
        put(to, 2, kp == kq && kp == BOTTOM ? n1 : 0);
        put(to, 3, kp == kq && kp == TOP ? n1 : n);
        set(to, 2, c);
        set(to, 3, s);
        if (kp != kq) put(kinds, q, MIXED);
        set(weights, q, r);
        set(d, p, get(d, p) + t * s * s);
        set(d, q, get(d, q) - t * s * s);
        done = finish(p, done, n, d, rows);
      } else put(rows, k++, p);
    }
    p = q;
  }
  if (p >= 0) put(rows, k++, p);

  const root = sqrt(rho);
  for (let i = 0; i < n; i++) set(poles, i, get(d, at(rows, i)));
  for (let i = 0; i < k; i++) set(z, i, root * get(weights, at(rows, i)));

  let top = 0, mixed = 0;
  for (let i = 0; i < k; i++) {
    top += i32(at(kinds, at(rows, i)) == TOP);
    mixed += i32(at(kinds, at(rows, i)) == MIXED);
  }
  let t = 0, m = top, b = top + mixed;
  for (let i = 0; i < k; i++) {
    const row = at(rows, i), kind = at(kinds, row);
    const to = kind == TOP ? t++ : kind == MIXED ? m++ : b++;
    put(place, i, to);
    put(scratch, to, row);
  }
  memory.copy(rows, scratch, (<usize>k) << 2);
  put(counts, 0, top + mixed);
  put(counts, 1, k - top);
  put(counts, 2, turns);
  return k;
}

/** Puts row i into the ascending list rows[done … n], from below; the new begin. */
function finish(i: i32, done: i32, n: i32, d: usize, rows: usize): i32 {
  let j = done - 1;
  for (; j + 1 < n && get(d, at(rows, j + 1)) < get(d, i); j++) put(rows, j, at(rows, j + 1));
  put(rows, j, i);
  return done - 1;
}

/** Rotates columns from … to of the rows of W, as `count` rotations say. */
export function drots(count: i32, rotations: usize, from: i32, to: i32, w: usize, ldw: i32): void {
  const ld = (<usize>ldw) << 3;
  for (const end = rotations + <usize>count * ROTATION; rotations < end; rotations += ROTATION) {
    const first = max(from, at(rotations, 2)), last = min(to, at(rotations, 3));
    const column = (<usize>first) << 3;
    const x = w + <usize>at(rotations, 0) * ld + column, y = w + <usize>at(rotations, 1) * ld + column;
    drot(last - first, x, y, get(rotations, 2), get(rotations, 3));
  }
}

/** Row i of B = row rows[i] of A, first ≤ i < last, `cols` of each. */
export function dgather(first: i32, last: i32, cols: i32, rows: usize, a: usize, lda: i32, b: usize, ldb: i32): void {
  for (let i = first; i < last; i++) {
    memory.copy(b + ((<usize>i * <usize>ldb) << 3), a + ((<usize>at(rows, i) * <usize>lda) << 3), (<usize>cols) << 3);
  }
}

/** Moves done rows that stand before row k into places of undone rows behind it; rows[k … n] says where they are then. */
export function dsettle(n: i32, k: i32, rows: usize, w: usize, ldw: i32): void {
  const ld = (<usize>ldw) << 3;
  let free = 0;
  for (let i = k; i < n; i++) {
    const from = at(rows, i);
    if (from >= k) continue;
    while (at(rows, free) < k) free++;
    const to = at(rows, free++);
    memory.copy(w + <usize>to * ld, w + <usize>from * ld, (<usize>n) << 3);
    put(rows, i, to);
  }
}

/** The end of a merge: d[0 … k] holds the new eigenvalues, the done ones (poles[k … n], of rows[k … n]) join them; their common order. */
export function dlamrg(n: i32, k: i32, poles: usize, rows: usize, d: usize, order: usize): void {
  for (let i = 0; i < k; i++) put(rows, i, i);
  for (let i = k; i < n; i++) set(d, at(rows, i), get(poles, i));
  interleave(n, k, 0, d, rows, order);
}
