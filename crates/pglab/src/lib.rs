//! A laboratory for what databases and networks do: a private PostgreSQL server, and a TCP proxy
//! that cuts, stalls and refuses connections.
//!
//! # What lives here
//! [`Server`], a server in a fresh directory that can be stopped and started again; [`Proxy`], which stands before any TCP server. Nothing here knows the bank.
//!
//! # What must never be here
//! Tables, queries, and anything of the bank. A runtime: what is here is used by programs that have
//! one and by programs that have none.
//!
//! # Where to start reading
//! [`Server`] and [`Proxy`].

mod command;
mod programs;
mod proxy;
mod server;

pub use self::{
    programs::{Programs, VERSION_MIN},
    proxy::Proxy,
    server::{Server, Setup},
};
