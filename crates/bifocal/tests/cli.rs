//! The command line, as files: input and expected output under `tests/cmd`. `TRYCMD=overwrite`
//! writes what is seen; look at the difference before you keep it.

#[test]
fn commands() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
