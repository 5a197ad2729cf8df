//! A TCP proxy that breaks connections when it is told to.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

/// What a proxy does with what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Hands it on.
    Open,
    /// Keeps it until the way is open again, as a network does that lost its route: neither end
    /// hears anything, connections stay.
    Stalled,
    /// Ends new connections at once.
    Refused,
    /// The proxy is gone.
    Closed,
}

/// Stands before a server, on a port of its own. Connections end when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    way: Way,
    /// How many more pieces go through, in either direction, before every connection is cut.
    fuse: Option<u32>,
    /// Both ends of what was accepted and is not known to have ended.
    links: Vec<[TcpStream; 2]>,
}

impl Proxy {
    /// Begins to hand connections on to `server`.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub fn before(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let state = State {
            way: Way::Open,
            fuse: None,
            links: Vec::new(),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                match accepting.state().way {
                    Way::Closed => return,
                    Way::Refused => continue,
                    Way::Open | Way::Stalled => {}
                }
                // A client or a server that is gone is no concern of the proxy's.
                if let Ok(client) = client {
                    let _ = accepting.link(client, server);
                }
            }
        });
        Ok(Self { address, shared })
    }

    /// Where to connect instead of the server.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends every connection; new ones are handed on.
    pub fn cut(&self) {
        self.shared.cut();
    }

    /// Ends every connection once that many more pieces have gone through, whichever way and on
    /// whichever connection; the next one is lost. A piece is what one end wrote at once.
    pub fn cut_after(&self, pieces: u32) {
        self.shared.state().fuse = Some(pieces);
    }

    /// Whether the cut of [`Proxy::cut_after`] is still to come.
    #[must_use]
    pub fn is_to_cut(&self) -> bool {
        self.shared.state().fuse.is_some()
    }

    /// Keeps everything back, in both directions, until [`Proxy::open`].
    pub fn stall(&self) {
        self.shared.go(Way::Stalled);
    }

    /// Ends every connection and all new ones, until [`Proxy::open`].
    pub fn refuse(&self) {
        self.shared.go(Way::Refused);
        self.shared.cut();
    }

    /// Hands everything on again, what was kept back too.
    pub fn open(&self) {
        self.shared.go(Way::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.go(Way::Closed);
        self.shared.cut();
        // Wakes the thread that accepts, which ends then.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn go(&self, way: Way) {
        self.state().way = way;
        self.changed.notify_all();
    }

    fn cut(&self) {
        for end in self.state().links.drain(..).flatten() {
            // It may have ended by itself.
            let _ = end.shutdown(Shutdown::Both);
        }
        self.changed.notify_all();
    }

    fn link(self: &Arc<Self>, client: TcpStream, server: SocketAddr) -> std::io::Result<()> {
        let server = TcpStream::connect(server)?;
        for end in [&client, &server] {
            end.set_nodelay(true)?;
        }
        let ends = [client.try_clone()?, server.try_clone()?];
        let mut state = self.state();
        state.links.retain(is_alive);
        state.links.push(ends);
        drop(state);
        for (from, to) in [(client.try_clone()?, server.try_clone()?), (server, client)] {
            let shared = Arc::clone(self);
            thread::spawn(move || shared.carry(from, to));
        }
        Ok(())
    }

    /// Carries bytes one way until either end is gone.
    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let count = match from.read(&mut buffer) {
                Ok(count) if count > 0 => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Ok(_) | Err(_) => break,
            };
            self.wait_while_stalled();
            if self.burns_out() {
                self.cut();
                break;
            }
            let Some(bytes) = buffer.get(..count) else {
                break;
            };
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        self.wait_while_stalled();
        for end in [from, to] {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// Counts a piece; whether it is the one that does not go through any more.
    fn burns_out(&self) -> bool {
        let mut state = self.state();
        let burns_out = state.fuse == Some(0);
        state.fuse = state.fuse.and_then(|left| left.checked_sub(1));
        burns_out
    }

    fn wait_while_stalled(&self) {
        let stalled = |state: &mut State| state.way == Way::Stalled;
        drop(
            self.changed
                .wait_while(self.state(), stalled)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

/// Whether both ends of a connection are still there.
fn is_alive(ends: &[TcpStream; 2]) -> bool {
    ends.iter().all(|end| end.peer_addr().is_ok())
}
