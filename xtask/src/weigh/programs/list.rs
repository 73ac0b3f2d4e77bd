//! The program whose build and size are measured: it lists assistants, and nothing else.

#[allow(dead_code)]
mod sdk;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), sdk::Error> {
    let base_url = std::env::var("OPENAI_BASE_URL")?;
    let client = sdk::client(&base_url)?;
    println!("{}", sdk::list(&client).await?);
    Ok(())
}
