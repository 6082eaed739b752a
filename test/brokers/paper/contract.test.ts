import { describeBroker } from "../../contracts/broker.js";
import { newAccount } from "./account.js";

describeBroker("the paper broker", () => newAccount(null));

describeBroker("the paper broker that answers late and repeats itself", () =>
  newAccount("late_ack=0.5,duplicate_fill=0.5,seed=7"),
);

describeBroker("the paper broker that acknowledges after it fills", () =>
  newAccount("fill_before_ack=0.5,seed=3"),
);
