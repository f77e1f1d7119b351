package asset

const madeUpSecret = "made-up-client-secret-0123456789"
