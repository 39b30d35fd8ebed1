/** The till: one screen, no menu, five seconds a customer. */
import "../ui/styles.css";
import "./till.css";
import { openApp } from "../ui/app.tsx";
import { Gate } from "./gate.tsx";
import { openClock } from "./kept/clock.ts";
import { keepOffline } from "./kept/offline.ts";
import { openQueue } from "./kept/queue.ts";
import { FaultBoundary } from "./parts/fault.tsx";
import { da } from "./texts/da.ts";
import { en } from "./texts/en.ts";
import { sv } from "./texts/sv.ts";

openClock();
await openApp(
  { sv, da, en },
  <FaultBoundary>
    <Gate />
  </FaultBoundary>,
);
await openQueue();
await keepOffline();
