/** The till: one screen, no menu, five seconds a customer. */
import "../ui/styles.css";
import "./till.css";
import { openApp } from "../ui/app.tsx";
import { Gate } from "./gate.tsx";
import { openClock } from "./kept/clock.ts";
import { keepOffline } from "./kept/offline.ts";
import { openQueue } from "./kept/queue.ts";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

openClock();
await openApp({ sv, da, en }, <Gate />);
await openQueue();
await keepOffline();
