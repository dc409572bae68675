// Floor 3 · square A → upper bidiagonal B = H_{n−1} ⋯ H_0 A G_0 ⋯ G_{n−2} by reflectors from both sides, two passes over the matrix each.
//
//        ┌ d e            ┐     step i: H_i takes column i to the diagonal, G_i row i to the element beside it. The updates are put
//    B = │   d e          │     off by one step: pass 1 makes A − u wᵀ − z vᵀ of the step before and sums y = Aᵀ u on the way,
//        │     d e        │     pass 2 sums z = A v of the new v. Reflectors stand in rows: v_i where row i was, u_i in a matrix
//        └       d        ┘     of their own (its row i), ready for dlarftr.
//
// 8n³/3 flops; each element is read twice and written once a step. Golub & Van Loan §5.4.8; the delayed update: Howell, Demmel, Fulton,
// Hammarling & Marmol, ACM TOMS 34(3):14, 2008.
import { dlarfg } from './householder';
import { hsum, madd, nmadd, zero } from './simd';
import { daxpy, ddot } from './vector';

/** row ← row − x·w − y·v, then s += c·row, on n entries. */
function update(n: i32, row: usize, x: f64, w: usize, y: f64, v: usize, c: f64, s: usize): void {
  const sx = f64x2.splat(x), sy = f64x2.splat(y), sc = f64x2.splat(c);
  const end = row + ((<usize>n) << 3);
  for (; row + 32 <= end; row += 32, w += 32, v += 32, s += 32) {
    const a = nmadd(sy, v128.load(v), nmadd(sx, v128.load(w), v128.load(row)));
    const b = nmadd(sy, v128.load(v, 16), nmadd(sx, v128.load(w, 16), v128.load(row, 16)));
    v128.store(row, a);
    v128.store(row, b, 16);
    v128.store(s, madd(sc, a, v128.load(s)));
    v128.store(s, madd(sc, b, v128.load(s, 16)), 16);
  }
  for (; row < end; row += 8, w += 8, v += 8, s += 8) {
    const a = load<f64>(row) - x * load<f64>(w) - y * load<f64>(v);
    store<f64>(row, a);
    store<f64>(s, load<f64>(s) + c * a);
  }
}

/** Two rows at once: they share w, v and s. */
function update2(
  n: i32, row: usize, ld: usize, x0: f64, x1: f64, w: usize, y0: f64, y1: f64, v: usize, c0: f64, c1: f64, s: usize,
): void {
  const sx0 = f64x2.splat(x0), sx1 = f64x2.splat(x1), sy0 = f64x2.splat(y0), sy1 = f64x2.splat(y1);
  const sc0 = f64x2.splat(c0), sc1 = f64x2.splat(c1);
  const end = row + ((<usize>n) << 3);
  let other = row + ld;
  for (; row + 16 <= end; row += 16, other += 16, w += 16, v += 16, s += 16) {
    const p = v128.load(w), q = v128.load(v);
    const a = nmadd(sy0, q, nmadd(sx0, p, v128.load(row)));
    const b = nmadd(sy1, q, nmadd(sx1, p, v128.load(other)));
    v128.store(row, a);
    v128.store(other, b);
    v128.store(s, madd(sc1, b, madd(sc0, a, v128.load(s))));
  }
  if (row < end) {
    const p = load<f64>(w), q = load<f64>(v);
    const a = load<f64>(row) - x0 * p - y0 * q, b = load<f64>(other) - x1 * p - y1 * q;
    store<f64>(row, a);
    store<f64>(other, b);
    store<f64>(s, load<f64>(s) + c0 * a + c1 * b);
  }
}

/** y[0:m] ← A x for m rows of n entries, four rows at once. */
function times(m: i32, n: i32, a: usize, ld: usize, x: usize, y: usize): void {
  const stop = x + ((<usize>n) << 3);
  let i = 0;
  for (; i + 4 <= m; i += 4, a += 4 * ld, y += 32) {
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    let t0 = zero(), t1 = zero(), t2 = zero(), t3 = zero();
    let p = x, r0 = a, r1 = a + ld, r2 = r1 + ld, r3 = r2 + ld;
    for (; p + 32 <= stop; p += 32, r0 += 32, r1 += 32, r2 += 32, r3 += 32) {
      const u = v128.load(p), w = v128.load(p, 16);
      s0 = madd(v128.load(r0), u, s0);
      t0 = madd(v128.load(r0, 16), w, t0);
      s1 = madd(v128.load(r1), u, s1);
      t1 = madd(v128.load(r1, 16), w, t1);
      s2 = madd(v128.load(r2), u, s2);
      t2 = madd(v128.load(r2, 16), w, t2);
      s3 = madd(v128.load(r3), u, s3);
      t3 = madd(v128.load(r3, 16), w, t3);
    }
    let f0 = hsum(f64x2.add(s0, t0)), f1 = hsum(f64x2.add(s1, t1)), f2 = hsum(f64x2.add(s2, t2)), f3 = hsum(f64x2.add(s3, t3));
    for (; p < stop; p += 8, r0 += 8, r1 += 8, r2 += 8, r3 += 8) {
      const u = load<f64>(p);
      f0 += load<f64>(r0) * u;
      f1 += load<f64>(r1) * u;
      f2 += load<f64>(r2) * u;
      f3 += load<f64>(r3) * u;
    }
    store<f64>(y, f0);
    store<f64>(y, f1, 8);
    store<f64>(y, f2, 16);
    store<f64>(y, f3, 24);
  }
  for (; i < m; i++, a += ld, y += 8) store<f64>(y, ddot(n, a, x));
}

/**
 * Steps first ≤ i < last of the reduction of the n×n matrix at a: d[n], e[n − 1], τ of the H_i in tauq[n] and of the G_i in taup[n],
 * u_i in row i of uq (from its diagonal on, the 1 not stored). work: 5n doubles, zero before the first call, kept between calls.
 */
export function dgebd2(
  first: i32, last: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauq: usize, taup: usize, uq: usize, lduq: i32, work: usize,
): void {
  const ld = (<usize>lda) << 3, lu = (<usize>lduq) << 3;
  const size = (<usize>((n + 1) & ~1)) << 3;
  const u = work, w = work + size, z = work + 2 * size, v = work + 3 * size, y = work + 4 * size;
  for (let i = first; i < last; i++) {
    const o = (<usize>i) << 3, rest = n - i;
    const column = uq + <usize>i * lu + o; // column i as it is now, made a row
    const wi = load<f64>(w + o), vi = load<f64>(v + o);
    for (let r = i; r < n; r++) {
      const q = (<usize>r) << 3;
      store<f64>(column + q - o, load<f64>(a + <usize>r * ld + o) - load<f64>(u + q) * wi - load<f64>(z + q) * vi);
    }
    const t = dlarfg(rest, column, column + 8);
    store<f64>(tauq + o, t);
    store<f64>(d + o, load<f64>(column));
    store<f64>(column, 1);
    // pass 1 over the columns to the right
    const right = rest - 1, next = o + 8;
    memory.fill(y + next, 0, (<usize>right) << 3);
    let r = i;
    for (; r + 1 < n; r += 2) {
      const q = (<usize>r) << 3;
      update2(
        right, a + <usize>r * ld + next, ld, load<f64>(u + q), load<f64>(u + q, 8), w + next, load<f64>(z + q), load<f64>(z + q, 8),
        v + next, load<f64>(column + q - o), load<f64>(column + q - o, 8), y + next,
      );
    }
    if (r < n) {
      const q = (<usize>r) << 3;
      update(right, a + <usize>r * ld + next, load<f64>(u + q), w + next, load<f64>(z + q), v + next, load<f64>(column + q - o), y + next);
    }
    // the pending update becomes τ u yᵀ
    for (let q = o; q < (<usize>n) << 3; q += 8) store<f64>(u + q, t * load<f64>(column + q - o));
    memory.copy(w + next, y + next, (<usize>right) << 3);
    store<f64>(taup + o, 0);
    if (right == 0) break;
    const row = a + <usize>i * ld + next;
    daxpy(right, -t, y + next, row);
    const tp = dlarfg(right, row, row + 8);
    store<f64>(taup + o, tp);
    store<f64>(e + o, load<f64>(row));
    memory.copy(v + next, row, (<usize>right) << 3);
    store<f64>(v + next, 1);
    // pass 2: z = (A − τ u yᵀ) v below row i
    times(right, right, a + <usize>(i + 1) * ld + next, ld, v + next, z + next);
    const s = ddot(right, y + next, v + next);
    for (let q = next; q < (<usize>n) << 3; q += 8) store<f64>(z + q, tp * (load<f64>(z + q) - s * load<f64>(u + q)));
  }
}
