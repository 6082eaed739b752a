import { builtInStrategies, createStrategy } from "../../src/strategies/index.js";
import { strategyContract } from "../contracts/strategy.js";

for (const { name } of builtInStrategies) strategyContract(name, () => createStrategy(name, {}));
