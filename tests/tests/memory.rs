//! Memory of long lists. It has a process of its own, as it measures the whole process.

use openai_assistants::{Client, Paginate};
use sdk_tests::server::{Server, ServerBuilder};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// The resident memory of this process in KiB; `None` without `/proc`.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
}

#[tokio::test]
async fn memory_is_independent_of_the_length_of_a_list() -> TestResult {
    let server = Server::builder().synthetic_files(100_000).start().await?;
    let client = Client::builder().base_url(server.base_url()).api_key(ServerBuilder::API_KEY).build()?;
    let mut files = client.files().list().limit(1000).items();
    let mut counted = 0_u64;
    let mut before = None;
    while files.try_next().await?.is_some() {
        counted += 1;
        if counted == 10_000 {
            before = resident();
        }
    }
    assert_eq!(counted, 100_000);
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(
            after < before + 16 * 1024,
            "{before} KiB after a tenth of the list, {after} KiB after all of it"
        );
    }
    Ok(())
}
