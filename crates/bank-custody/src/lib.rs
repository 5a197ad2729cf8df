//! The program: configuration, wiring, commands, demo mode.
//!
//! # What lives here
//! How the rooms are put together: [`config`] reads the variables, one concern a file;
//! [`assembly`] makes a bank of them; [`server`] runs it; [`demo`] brings local custody and
//! sign-in; [`commands`] are what the command line offers.
//!
//! # What must never be here
//! Rules of money or permission, SQL, routes. If it could be tested without starting a server, it
//! probably belongs to another crate.
//!
//! # Where to start reading
//! [`commands`], then [`server::start`].

pub mod assembly;
mod causes;
pub mod cli;
pub mod commands;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
#[cfg(feature = "failpoints")]
mod failpoints;
mod folders;
pub mod in_process;
pub mod logging;
mod metrics;
mod pages;
pub mod rates;
pub mod server;
