//! The program whose work is measured: `calls <client|retrieve|list> <count> <base URL>` does one thing `count`
//! times. For calls it prints the total length of the names received, which is the same for every SDK; for clients
//! the median of the times to build one, in nanoseconds.

mod sdk;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), sdk::Error> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = || arguments.next().ok_or("usage: calls <client|retrieve|list> <count> <base URL>");
    let (work, count, base_url) = (argument()?, argument()?.parse::<usize>()?, argument()?);
    if work == "client" {
        let mut times = Vec::new();
        for _ in 0..count {
            let start = std::time::Instant::now();
            let _client = std::hint::black_box(sdk::client(&base_url)?);
            times.push(start.elapsed().as_nanos());
        }
        times.sort_unstable();
        println!("{}", times[count / 2]);
        return Ok(());
    }
    let client = sdk::client(&base_url)?;
    let mut length = 0;
    for _ in 0..count {
        length += match work.as_str() {
            "retrieve" => sdk::retrieve(&client).await?,
            "list" => sdk::list(&client).await?,
            _ => return Err(format!("unknown work: {work}").into()),
        };
    }
    println!("{length}");
    Ok(())
}
