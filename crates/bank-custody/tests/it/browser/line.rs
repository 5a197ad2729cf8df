//! A line between browsers and pages, or between pages and the bank, which can be cut.

use std::net::SocketAddr;

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Carries connections while it is whole. Dropping it ends them.
pub(crate) struct Line {
    is_whole: watch::Sender<bool>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Line {
    /// A line to a server, which need not listen yet.
    pub(super) async fn to(server: SocketAddr) -> Self {
        let (is_whole, whole) = watch::channel(true);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(carry(caller, server, whole.clone()));
            }
        });
        Self {
            is_whole,
            address,
            task,
        }
    }

    /// Where callers find the server.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends every connection; new ones end at once.
    pub(crate) fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    pub(crate) fn mend(&self) {
        self.is_whole.send_replace(true);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut caller: TcpStream, server: SocketAddr, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    tokio::select! {
        // How a connection ends is what the caller has to live with.
        _ = tokio::io::copy_bidirectional(&mut caller, &mut server) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}
