//go:build race

package saml_test

const raceEnabled = true
