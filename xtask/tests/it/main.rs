//! The house itself, and the guards on made-up houses.

mod house;
mod tidy;
