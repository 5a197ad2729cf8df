//! The proxy before a server that says everything twice.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use pglab::Proxy;

/// Long enough for what is not to come, short enough to wait for.
const A_MOMENT: Duration = Duration::from_millis(100);

fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut byte = [0];
                while client.read_exact(&mut byte).is_ok() && client.write_all(&byte).is_ok() {}
            });
        }
    });
    address
}

fn answers(client: &mut TcpStream) -> bool {
    let mut byte = [7];
    client.write_all(&byte).is_ok() && client.read_exact(&mut byte).is_ok()
}

#[test]
fn what_comes_is_handed_on_and_cut_connections_end() {
    let proxy = Proxy::before(echo()).unwrap();
    let connect = || TcpStream::connect(proxy.address()).unwrap();
    let mut client = connect();
    assert!(answers(&mut client));
    proxy.cut();
    assert!(!answers(&mut client));
    assert!(answers(&mut connect()));
    proxy.refuse();
    assert!(!answers(&mut connect()));
    proxy.open();
    assert!(answers(&mut connect()));
}

#[test]
fn a_cut_comes_after_as_many_pieces_as_were_told() {
    let proxy = Proxy::before(echo()).unwrap();
    let mut client = TcpStream::connect(proxy.address()).unwrap();
    // There and back, and there.
    proxy.cut_after(3);
    assert!(answers(&mut client));
    assert!(proxy.is_to_cut());
    assert!(!answers(&mut client));
    assert!(!proxy.is_to_cut());
    assert!(answers(&mut TcpStream::connect(proxy.address()).unwrap()));
}

#[test]
fn what_is_kept_back_comes_in_the_end() {
    let proxy = Proxy::before(echo()).unwrap();
    let mut client = TcpStream::connect(proxy.address()).unwrap();
    assert!(answers(&mut client));
    proxy.stall();
    client.write_all(&[7]).unwrap();
    client.set_read_timeout(Some(A_MOMENT)).unwrap();
    let mut byte = [0];
    let silence = client.read_exact(&mut byte).unwrap_err().kind();
    assert!(matches!(
        silence,
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
    proxy.open();
    client.set_read_timeout(None).unwrap();
    client.read_exact(&mut byte).unwrap();
    assert_eq!(byte, [7]);
}
