mod balances;
mod freeze;
mod opening;
mod reading;
mod values;
