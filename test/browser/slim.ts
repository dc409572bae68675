// The entry without a binary inside: the page says where it is.
import { eigh, init } from 'eigenstill/slim';

const { variant } = await init({ source: '/dist/relaxed.wasm' });
const { values } = eigh([
  [2, 1],
  [1, 2],
]);
document.title = JSON.stringify({ variant, values: [...values] });
