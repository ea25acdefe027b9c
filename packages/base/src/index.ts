export {
  bytesToIntBe,
  bytesToIntLe,
  compareBytes,
  concatBytes,
  equalBytes,
  equalSecret,
  intToBytesBe,
  intToBytesLe,
  utf8,
} from './bytes.ts';
export { type Clock, createSimulatedClock, type SimulatedClock, systemClock } from './clock.ts';
export { type ErrorDetails, EventideError, type FaultCode, FaultError, isEventideError } from './errors.ts';
export { keepCode, readKeptCode } from './keptCode.ts';
export { createLog, type Log, type LogFields, type LogLevel, type LogLine, silentLog } from './log.ts';
export { createLru, type Lru, type LruOptions } from './lru.ts';
export { formatDusk, LUX_PER_DUSK, type Lux, LuxError, type LuxErrorCode, parseDusk } from './lux.ts';
export {
  type Counter,
  type Gauge,
  type Histogram,
  type HistogramOptions,
  type MeterLabels,
  type MeterOptions,
  type Metrics,
  silentMetrics,
} from './metrics.ts';
export { createQueue, type Queue, QueueError, type QueueErrorCode, type QueueOptions } from './queue.ts';
export { fromBase58, fromBase64, fromHex, TextError, type TextErrorCode, toBase58, toBase64, toHex } from './text.ts';
export { threadModule } from './threadModule.ts';
export { accept, refuse, type Verdict } from './verdict.ts';
