// Floor 0 · the weight that makes a residual shortest along one direction: ξ* = −⟨r, D⟩/‖D‖².
//
// Every choice of one mixing weight is this: r is the residual at ξ = 0, D what ξ = 1 adds to it. A D that is rounding of r against r
// (‖D‖² ≤ 10⁻¹⁴ ‖r‖²) tells nothing: ξ = 0.

/** ξ*, ‖r‖² and ‖D‖². */
export function bestWeight(
  r: ArrayLike<number>,
  D: ArrayLike<number>,
): { readonly xi: number; readonly risk: number; readonly curvature: number } {
  let [risk, curvature, slope] = [0, 0, 0];
  for (let i = 0; i < r.length; i++) {
    risk += (r[i] as number) ** 2;
    curvature += (D[i] as number) ** 2;
    slope += (r[i] as number) * (D[i] as number);
  }
  return { xi: curvature <= 1e-14 * risk ? 0 : -slope / curvature, risk, curvature };
}
