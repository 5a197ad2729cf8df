//! The server by what can be seen from outside.

use std::io::Write as _;
use std::net::TcpStream;

use pglab::{Programs, Server, Setup};

#[test]
fn a_private_server_listens_and_leaves_nothing_behind() {
    let Some(programs) = Programs::find() else {
        // Not by `println!`, which the test runner would keep to itself.
        let text = "SKIPPED: no private server was tried, PostgreSQL is not installed";
        writeln!(std::io::stderr(), "{text}").unwrap();
        return;
    };
    let mut server = Server::start(&programs, &Setup::default()).unwrap();
    let (address, folder) = (server.address(), server.folder().to_owned());
    assert!(TcpStream::connect(address).is_ok());
    server.stop().unwrap();
    assert!(TcpStream::connect(address).is_err());
    server.start_again().unwrap();
    assert!(TcpStream::connect(address).is_ok());
    server.end().unwrap();
    assert!(TcpStream::connect(address).is_err());
    assert!(!folder.exists());
}
