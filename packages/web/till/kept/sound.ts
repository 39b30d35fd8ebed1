/** Two short notes for done, one low one for stopped: heard where nobody looks. Always with words and a sign. */
import { readDevice } from "./device.ts";

const NOTE_S = 0.09;
const LOUDNESS = 0.12;
const notes = { done: [660, 880], stopped: [220] } as const;

let context: AudioContext | null = null;

export function play(what: keyof typeof notes): void {
  if (!readDevice().sound || typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  notes[what].forEach((hertz, index) => {
    if (!context) return;
    const tone = context.createOscillator();
    const volume = context.createGain();
    const from = currentTime + index * NOTE_S;
    volume.gain.setValueAtTime(LOUDNESS, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    tone.frequency.value = hertz;
    tone.connect(volume).connect(destination);
    tone.start(from);
    tone.stop(from + NOTE_S);
  });
}
