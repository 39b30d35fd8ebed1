/** The one table that is needed of the whole package. */
declare module "jsbarcode/bin/barcodes/CODE128/constants.js" {
  /** Per symbol its modules as decimal digits: 1 is black, 0 white. The last is the stop. */
  export const BARS: readonly number[];
}

declare module "jsbarcode/bin/barcodes/CODE128/CODE128_AUTO.js" {
  const CODE128: new (text: string, options: object) => { encode: () => { readonly data: string } };
  export default CODE128;
}
