// The arc-cosine and neural tangent kernels as their papers write them, entry by entry: what assembly/angular.ts is compared with.

/** J_n(θ), Cho & Saul eq. (4)–(6). */
const J = [
  (t: number) => Math.PI - t,
  (t: number) => Math.sin(t) + (Math.PI - t) * Math.cos(t),
  (t: number) => 3 * Math.sin(t) * Math.cos(t) + (Math.PI - t) * (1 + 2 * Math.cos(t) ** 2),
];

/** Where only the rounding of the cosine keeps an angle from 0 or π, it is 0 or π: acos would make 10⁻⁸ of 10⁻¹⁶. */
function angle(xz: number, xx: number, zz: number): number {
  const cosine = xz / Math.sqrt(xx * zz);
  return 1 - Math.abs(cosine) < 1e-13 ? (cosine > 0 ? 0 : Math.PI) : Math.acos(cosine);
}

/** k^(l+1)(x, z) = (k^l(x,x) k^l(z,z))^{n/2} J_n(θ^l)/π: all three numbers of a pair are carried from layer to layer. */
function arcCosine(order: number, depth: number, xz: number, xx: number, zz: number): number {
  const f = J[order] as (t: number) => number;
  for (let l = 0; l < depth; l++) {
    const value = ((xx * zz) ** (order / 2) * f(angle(xz, xx, zz))) / Math.PI;
    [xz, xx, zz] = [value, (xx ** order * f(0)) / Math.PI, (zz ** order * f(0)) / Math.PI];
  }
  return xz;
}

/** Θ^h = Θ^{h−1} Σ̇^h + Σ^h with Σ^h the arc-cosine kernel of order 1 and h layers, Σ̇^h = κ₀ of the angle in layer h − 1. */
function tangent(depth: number, xz: number, xx: number, zz: number): number {
  let theta = xz;
  for (let h = 1; h <= depth; h++) {
    const before = arcCosine(1, h - 1, xz, xx, zz);
    theta = theta * (1 - angle(before, xx, zz) / Math.PI) + arcCosine(1, h, xz, xx, zz);
  }
  return theta;
}

/** The kernel of a family (order 0, 1, 2, or 3 for the neural tangent) from ⟨x, z⟩, ‖x‖², ‖z‖²; lengths multiplied by √unit. */
export function angular(family: number, depth: number, xz: number, unit: number, xx: number, zz: number): number {
  if (xx === 0 || zz === 0) return 0;
  return family === 3 ? tangent(depth, unit * xz, unit * xx, unit * zz) : arcCosine(family, depth, unit * xz, unit * xx, unit * zz);
}
