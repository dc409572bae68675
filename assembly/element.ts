// Floor 0 · element i of a vector of doubles, for the scalar algorithms that read as their formulas do.

// @ts-ignore: decorator
@inline
export function get(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

// @ts-ignore: decorator
@inline
export function set(x: usize, i: i32, v: f64): void {
  store<f64>(x + ((<usize>i) << 3), v);
}
