//! The line between browsers and the pages, which can be cut.

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
    /// A line to the pages, which need not listen yet.
    pub(super) async fn to(pages: SocketAddr) -> Self {
        let (is_whole, whole) = watch::channel(true);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(carry(browser, pages, whole.clone()));
            }
        });
        Self {
            is_whole,
            address,
            task,
        }
    }

    /// Where browsers find the pages.
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

async fn carry(mut browser: TcpStream, pages: SocketAddr, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut bank) = TcpStream::connect(pages).await else {
        return;
    };
    tokio::select! {
        // How a connection ends is what the browser has to live with.
        _ = tokio::io::copy_bidirectional(&mut browser, &mut bank) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}
