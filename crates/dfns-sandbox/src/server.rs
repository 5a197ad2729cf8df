//! Starting and stopping: the listener, the shared state, and the task that lets time pass.

mod calls;
mod listener;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

pub(crate) use calls::Calls;
pub(crate) use listener::{ConnectionSwitch, CuttableListener};

use crate::{
    chains,
    clock::now_ms,
    config::SandboxConfig,
    control::{self, FaucetRequest, Faults},
    credentials::{CredentialStore, ServiceAccount},
    error::SandboxError,
    protocol::{self, ActionSigning, ApiError},
    remote::{self, Nodes},
    webhooks::Couriers,
    world::World,
};

/// How long open requests may take to end after a shutdown was asked for.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// Entry point of the library.
#[derive(Debug)]
pub struct Sandbox;

impl Sandbox {
    /// Opens the state and serves the protocol until [`RunningSandbox::shutdown`].
    ///
    /// # Errors
    ///
    /// An address that is taken or not loopback, files that cannot be read or written, a journal
    /// that does not replay.
    pub async fn start(config: SandboxConfig) -> Result<RunningSandbox, SandboxError> {
        if !config.listen.ip().is_loopback() {
            return Err(SandboxError::NotLoopback(config.listen));
        }
        let listen_error = |source| SandboxError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let shared = Shared::open(config)?;
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, Arc::clone(&shared), stopped.clone()));
        let clock = tokio::spawn(let_time_pass(Arc::clone(&shared), stopped.clone()));
        let follower = tokio::spawn(follow_nodes(Arc::clone(&shared), stopped));
        Ok(RunningSandbox {
            address,
            shared,
            stop,
            server,
            clock,
            follower,
        })
    }
}

/// A sandbox that answers. Dropping it stops it without waiting for open requests.
#[derive(Debug)]
pub struct RunningSandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    clock: JoinHandle<()>,
    follower: JoinHandle<()>,
}

impl RunningSandbox {
    /// Base URL of the protocol, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The service account made at the first start.
    #[must_use]
    pub fn credentials(&self) -> ServiceAccount {
        lock(&self.shared.credentials).service_account().clone()
    }

    /// Whether there are test funds on a network: not where an outside node has the chain.
    #[must_use]
    pub fn has_faucet(&self, network: &str) -> bool {
        chains::find(network).is_some_and(|row| lock(&self.shared.world).is_embedded(row))
    }

    /// Whether a contract is the test token of a network: no other token can be had.
    #[must_use]
    pub fn has_test_token(&self, network: &str, contract: &str) -> bool {
        let token = chains::find(network).and_then(|row| row.token.as_ref());
        token.is_some_and(|token| contract.parse() == Ok(token.contract))
    }

    /// Pays test funds, as `POST /_sandbox/faucet` does.
    ///
    /// # Errors
    ///
    /// [`SandboxError::Refused`] for an unknown network, a malformed address or amount.
    pub async fn fund(&self, request: &FaucetRequest) -> Result<(), SandboxError> {
        let paid = control::pay(&self.shared, request).await;
        paid.map(drop)
            .map_err(|error| SandboxError::Refused(error.message))
    }

    /// Stops listening, lets open requests end for at most two seconds, and returns. Requests held
    /// by a fault are let go.
    pub async fn shutdown(mut self) {
        self.shared.faults.clear();
        // The receivers live in the two tasks; if they are gone there is nothing to stop.
        let _ = self.stop.send(true);
        // What is still open after that is cut off with the drop of `self`.
        let _ = tokio::time::timeout(SHUTDOWN_GRACE, &mut self.server).await;
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        for task in [&self.server, &self.clock, &self.follower] {
            task.abort();
        }
        self.shared.couriers.stop();
        // A request that outlives its server must not write beside the next one.
        lock(&self.shared.world).close();
    }
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) world: Mutex<World>,
    pub(crate) credentials: Mutex<CredentialStore>,
    pub(crate) signing: ActionSigning,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) nodes: Nodes,
    pub(crate) couriers: Couriers,
    /// Something may be due earlier than the clock task knows.
    changed: Notify,
    /// The same for the task that follows outside nodes.
    nodes_changed: Notify,
}

impl Shared {
    fn open(config: SandboxConfig) -> Result<Arc<Self>, SandboxError> {
        let dir = config.data_dir.clone();
        if let Some(dir) = &dir {
            std::fs::create_dir_all(dir).map_err(|source| SandboxError::File {
                action: "creating",
                path: dir.clone(),
                source,
            })?;
        }
        let credentials = CredentialStore::open(dir.as_deref(), config.key_kind)?;
        let signing = ActionSigning::new(config.challenge_lifetime, config.action_lifetime);
        Ok(Arc::new(Self {
            world: Mutex::new(World::open(config)?),
            credentials: Mutex::new(credentials),
            signing,
            faults: Faults::default(),
            calls: Calls::default(),
            nodes: Nodes::default(),
            couriers: Couriers::default(),
            changed: Notify::new(),
            nodes_changed: Notify::new(),
        }))
    }

    /// Looks at the state, away from the async threads.
    pub(crate) async fn read_world<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut World) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let shared = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || work(&mut lock(&shared.world)));
        task.await
            .map_err(|error| ApiError::internal(error.to_string()))?
    }

    /// Runs a piece of work on the state, away from the async threads, and puts its changes on
    /// disk before its answer counts.
    pub(crate) async fn with_world<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut World) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let shared = Arc::clone(self);
        let task = tokio::task::spawn_blocking(move || {
            let mut world = lock(&shared.world);
            let answer = work(&mut world);
            let kept = world
                .flush()
                .map_err(|error| ApiError::internal(error.to_string()));
            (kept.and(answer), world.take_events())
        });
        let (answer, events) = task
            .await
            .map_err(|error| ApiError::internal(error.to_string()))?;
        self.dispatch(events);
        self.changed.notify_one();
        self.nodes_changed.notify_one();
        answer
    }
}

/// Locks a mutex; a panic elsewhere does not end the sandbox.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let router = protocol::router(Arc::clone(&shared)).merge(control::router(shared));
    let service = router.into_make_service_with_connect_info::<ConnectionSwitch>();
    let until_stopped = async move {
        // An error means that the sender is gone, which asks for the same.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let serving = axum::serve(CuttableListener(listener), service);
    if let Err(error) = serving.with_graceful_shutdown(until_stopped).await {
        tracing::error!(%error, "the sandbox stopped serving");
    }
}

/// Lets transfers go on and blocks be made when their time has come.
async fn let_time_pass(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let work = Arc::clone(&shared);
        let task = tokio::task::spawn_blocking(move || {
            let mut world = lock(&work.world);
            let next = world.pass_time(now_ms())?;
            world
                .flush()
                .map_err(|error| ApiError::internal(error.to_string()))?;
            Ok::<_, ApiError>((next, world.take_events()))
        });
        let next = match task.await {
            Ok(Ok((next, events))) => {
                shared.dispatch(events);
                next
            }
            Ok(Err(error)) => {
                tracing::error!(message = %error.message, "the sandbox could not go on by itself");
                Some(now_ms().saturating_add(1000))
            }
            Err(_) => return,
        };
        tokio::select! {
            () = shared.changed.notified() => {}
            () = sleep_until(next) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Follows the transfers of networks with an outside node, whose answers may take their time.
async fn follow_nodes(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let next = remote::drive(&shared).await;
        tokio::select! {
            () = shared.nodes_changed.notified() => {}
            () = sleep_until(next) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Sleeps until a moment in milliseconds since 1970, for at most a minute.
pub(crate) async fn sleep_until(moment_ms: Option<i64>) {
    let wait_ms = moment_ms.map_or(60_000, |at| at.saturating_sub(now_ms()).clamp(0, 60_000));
    tokio::time::sleep(Duration::from_millis(wait_ms.unsigned_abs())).await;
}
