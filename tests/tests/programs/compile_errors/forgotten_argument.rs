use openai_assistants::{Client, Error, Request};

async fn example(client: Client) -> Result<(), Error> {
    client.threads().runs().create("thread_1").send().await?;
    Ok(())
}

fn main() {}
