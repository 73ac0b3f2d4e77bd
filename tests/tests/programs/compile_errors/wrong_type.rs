use openai_assistants::Client;

fn example(client: Client) {
    let _ = client.assistants().create("gpt-4o").name(7);
    let _ = client.assistants().create("gpt-4o").temperature("warm");
    let _ = client.assistants().create("gpt-4o").metadata(["desk"]);
    let _ = client.assistants().list().limit(2.5);
    let _ = client.threads().runs().create("thread_1", 7);
}

fn main() {}
