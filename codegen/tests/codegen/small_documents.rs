//! Tests with small documents, one feature each.

use codegen::{Input, Output, generate};

const CONFIG: &str = "
    upstream = { title = 'Pets', version = '1', published = 2026-01-01 }
    select = { paths = ['/pets'], schemas = [] }
";

fn generated(paths: &str, schemas: &str) -> Output {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{ title: Pets, version: '1' }}\npaths:\n{paths}\ncomponents:\n  schemas:\n{schemas}\n"
    );
    let input = Input { document: &document, config: CONFIG, strict: false };
    generate(&input, &mut |_, _| {}).unwrap_or_else(|error| panic!("{error}\n{document}"))
}

const PET: &str = "    Pet: { type: object, required: [id], properties: { id: { type: string } } }";
const ONE_PET: &str = "{ '200': { description: A pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }";

#[test]
fn descriptions_are_kept_completely() {
    let paths = format!(
        r#"
  /pets:
    post:
      operationId: createPet
      summary: Create a pet
      description: "Takes what a pet needs.\n\nArguments:\n- none of them is required\n\nReturns the pet."
      responses: {ONE_PET}
"#
    );
    let file = &generated(&paths, PET).files["resources/pets.rs"];
    for line in ["Takes what a pet needs.", "Arguments:", "- none of them is required", "Returns the pet."] {
        assert!(file.contains(&format!("    /// {line}\n")), "{line}\n{file}");
    }
}

#[test]
fn a_stream_flag_adds_a_stream_method() {
    let body = |name: &str| {
        format!(
            "requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{name}' }} }} }} }}"
        )
    };
    let paths = format!(
        "
  /pets:
    post: {{ operationId: createPet, {}, responses: {ONE_PET} }}
  /pets/{{id}}/feed:
    post:
      operationId: feedPet
      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]
      {}
      responses: {ONE_PET}
",
        body("CreatePet"),
        body("FeedPet")
    );
    let schemas = format!(
        "{PET}
    CreatePet: {{ type: object, properties: {{ name: {{ type: string }} }} }}
    FeedPet: {{ type: object, properties: {{ stream: {{ type: boolean }} }} }}"
    );
    let output = generated(&paths, &schemas);
    assert!(output.outline.contains("POST /pets: pets.create(..CreatePet) -> Pet\n"), "{}", output.outline);
    assert!(
        output.outline.contains("pets.feed(id: String, ..FeedPet) -> Pet | stream\n"),
        "{}",
        output.outline
    );
    assert_eq!(output.files["resources/pets.rs"].matches("pub fn stream(").count(), 1);
}

#[test]
fn more_than_three_required_members_are_setters() {
    let paths = format!(
        "
  /pets:
    post:
      operationId: createPet
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/CreatePet' }} }} }} }}
      responses: {ONE_PET}
"
    );
    let schemas = format!(
        "{PET}
    CreatePet:
      type: object
      required: [name, kind, age, weight]
      properties:
        name: {{ type: string }}
        kind: {{ type: string }}
        age: {{ type: integer }}
        weight: {{ type: number }}"
    );
    let output = generated(&paths, &schemas);
    let file = &output.files["resources/pets.rs"];
    assert!(
        output.outline.contains("pets.create(.name: String, .kind: String, .age: i64, .weight: f64"),
        "{}",
        output.outline
    );
    assert!(file.contains("pub fn create(&self) -> CreatePet"), "{file}");
    assert!(file.contains(r#"self.base.missing("name", "name")"#), "{file}");
}

#[test]
fn a_header_parameter_is_a_setter() {
    let paths = format!(
        "
  /pets:
    get:
      operationId: findPet
      parameters: [{{ name: X-Owner, in: header, schema: {{ type: string }} }}]
      responses: {ONE_PET}
"
    );
    let output = generated(&paths, PET);
    let file = &output.files["resources/pets.rs"];
    assert!(output.outline.contains("x_owner?: String"), "{}", output.outline);
    assert!(file.contains("x_owner: impl Setting<String, Null = setting::NotAllowed>"), "{file}");
    assert!(file.contains(r#"parts.header("X-Owner", self.x_owner)?;"#), "{file}");
}

#[test]
fn members_keep_their_name_on_the_wire() {
    let paths = format!(
        "
  /pets/{{id}}:
    post:
      operationId: updatePet
      parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/UpdatePet' }} }} }} }}
      responses: {ONE_PET}
"
    );
    let schemas = format!(
        "{PET}
    UpdatePet: {{ type: object, properties: {{ nickName: {{ type: [string, 'null'] }} }} }}"
    );
    let output = generated(&paths, &schemas);
    let types: String = output
        .files
        .iter()
        .filter(|(name, _)| name.starts_with("types/"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(types.contains("pub nick_name: Nullable<String>"), "{types}");
    assert!(types.contains("nick_name \"nickName\" Optional"), "{types}");
}

#[test]
fn all_groups_are_features() {
    let manifest: toml::Table =
        include_str!("../../../sdk/Cargo.toml").parse().expect("the manifest is TOML");
    let features = manifest["features"].as_table().expect("there are features");
    let default = features["default"].as_array().expect("there is a default");
    let input = Input {
        document: include_str!("../../../spec/openapi.yaml"),
        config: include_str!("../../../spec/source.toml"),
        strict: true,
    };
    let index =
        generate(&input, &mut |_, _| {}).expect("the document generates").files["resources.rs"].clone();
    let groups: std::collections::BTreeSet<&str> =
        index.split("#[cfg(feature = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(groups.len(), 6, "{groups:?}");
    for group in groups {
        assert!(features.contains_key(group), "sdk/Cargo.toml lacks the feature {group}");
        assert!(
            default.iter().any(|feature| feature.as_str() == Some(group)),
            "{group} is not a default feature"
        );
    }
}
