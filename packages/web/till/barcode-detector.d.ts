/** The Shape Detection API (WICG draft), where a browser has it. */
interface DetectedBarcode {
  readonly rawValue: string;
}
interface BarcodeDetectorKind {
  new (options?: { readonly formats?: readonly string[] }): {
    detect(source: HTMLVideoElement): Promise<readonly DetectedBarcode[]>;
  };
}
interface Window {
  readonly BarcodeDetector?: BarcodeDetectorKind;
}
