//! The program measured at runtime: `calls <client|retrieve|list> <count> <base URL>` repeats one action `count` times. For
//! calls it prints the total length of the received names, which is the same for all SDKs; for clients the median time to
//! build one, in nanoseconds.

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
