use openai_assistants::{Client, Error};

async fn example(client: Client) -> Result<(), Error> {
    client.threads().create().send().await?;
    Ok(())
}

fn main() {}
