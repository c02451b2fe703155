package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/directory"
)

// provision ENDPOINT TOKEN METHOD PATH [BODY] is a request of an identity provider to its directory. It prints the
// status and the answer, and fails if it is refused.
func provision(ts *testscript.TestScript, neg bool, args []string) {
	services, _, err := storesOf(ts).open(context.Background(), ts.Getenv("GATEHOUSE_DATA"))
	ts.Check(err)
	at, query, _ := strings.Cut(args[3], "?")
	q := directory.Request{Method: args[2], Path: at, Address: args[0],
		By: model.Visitor{Peer: "192.0.2.1", UserAgent: "Okta"}}
	q.Query, err = url.ParseQuery(query)
	ts.Check(err)
	if len(args) > 4 {
		q.ContentType, q.Body = "application/scim+json", []byte(args[4])
	}
	var a directory.Answer
	client, err := services.For(model.Anybody()).DirectoryClient(context.Background(), path.Base(args[0]),
		"Bearer "+args[1], q)
	refused, ok := errors.AsType[*scim.Error](err)
	if ok {
		a = directory.Answer{Status: refused.Status, Body: refused}
	} else {
		ts.Check(err)
		a, err = services.For(client).Provision(context.Background(), q)
		ts.Check(err)
		_, err = services.For(cli.Owner(model.ViaCommand)).DirectoryLog(context.Background(), client.ID, "", 1)
		ts.Check(err) // who looks at the log has it written, as the end of an instance does
	}
	body, err := json.MarshalIndent(a.Body, "", "  ")
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d\n%s\n", a.Status, body)
	if neg == (a.Status < 400) {
		ts.Fatalf("%d %s", a.Status, body)
	}
}
