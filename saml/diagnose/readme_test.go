package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/provider"
	"gatehouse/saml/internal/samltest"
)

// The README of saml is written by this test: go test ./saml/diagnose -run README -update.
func TestREADME(t *testing.T) { samltest.Golden(t, "../README.md", readme()) }

func readme() string {
	var b strings.Builder
	b.WriteString(readmeHead)

	b.WriteString("## Causes\n\nEach refusal has one root cause. Its identifier is stable; its class is one of the " +
		"five errors that a customer sees, or that of OpenID Connect.\n")
	for _, class := range classes {
		fmt.Fprintf(&b, "\n### %s\n\n| cause | what it means | rules | who mends it | what the console offers |\n| "+
			"--- | --- | --- | --- | --- |\n", class)
		for _, info := range Causes() {
			if info.Class == class {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", info.Cause, info.Title,
					strings.Join(info.Rules, ", "), info.Fixer, info.Fix)
			}
		}
	}
	b.WriteString("\n`weak_algorithm` and `unknown_algorithm` are of the class Decryption Failed where the algorithm " +
		"is one of encryption.\n")

	b.WriteString("\n## Rules\n\n| rule | what has to hold | source | causes |\n| --- | --- | --- | --- |\n")
	for _, rule := range rules {
		var causes []string
		for _, info := range Causes() {
			if slices.Contains(info.Rules, rule.number) {
				causes = append(causes, "`"+string(info.Cause)+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", rule.number, rule.text, rule.source, strings.Join(causes, " "))
	}

	b.WriteString("\n## Providers\n\nExplanations speak to IT admins in the words of their provider:\n\n| connection " +
		"type | provider | our entity ID goes into | our ACS URL goes into |\n| --- | --- | --- | --- |\n")
	for _, kind := range provider.Types() {
		words := wordsFor(kind)
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", kind, capitalized(words.Name), words.Audience, words.ACS)
	}
	return b.String()
}

const readmeHead = `# saml

A SAML 2.0 service provider as pure functions: bytes and settings in, verdict out. ` + "`saml`" + ` judges a response by the rules below and says which failed, why, and what was measured. Of that ` + "`saml/diagnose`" + ` makes an explanation for the engineer and for the customer's IT admin. ` + "`saml/protocol`" + ` makes and reads the documents around a sign-in: requests, metadata, certificates.

` + "```go" + `
sp := saml.New(settings, keys)
verdict := sp.Evaluate(saml.Input{Post: post, Now: now, Requests: requests})
if !verdict.Accepted {
	why := diagnose.Explain(verdict, settings)
	fmt.Println(why.Title, why.Fixer) // "Issued for a different audience", "IdP admin"
	fmt.Println(why.Admin)            // ready to be mailed, in the provider's own words
}
` + "```" + `

This file is generated from the code: ` + "`go test ./saml/diagnose -run README -update`" + `.

`
