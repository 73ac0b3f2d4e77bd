//! The program whose build time and size are measured: it lists assistants.

#[allow(dead_code)]
mod sdk;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), sdk::Error> {
    let base_url = std::env::var("OPENAI_BASE_URL")?;
    let client = sdk::client(&base_url)?;
    println!("{}", sdk::list(&client).await?);
    Ok(())
}
