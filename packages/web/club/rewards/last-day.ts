/** The last moment before something ends, so that "through 31 March" is said of what ends as April begins. */
export const lastDay = (endsAt: string): number => Date.parse(endsAt) - 1;
