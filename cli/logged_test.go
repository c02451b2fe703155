package cli_test

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/model"
)

// logged DIRECTORY N puts requests about user0, user1 and so on into the log of a directory, a second apart.
func logged(ts *testscript.TestScript, _ bool, args []string) {
	many, err := strconv.Atoi(args[1])
	ts.Check(err)
	var all []model.DirectoryRequest
	for n := range many {
		at := time.Now().Add(time.Duration(n-many) * time.Second)
		all = append(all, model.DirectoryRequest{ID: model.NewID(model.PrefixDirectoryRequest, at),
			Directory: model.ID(args[0]), At: at, Method: "GET", Path: "/Users", Status: 200,
			Verdict: model.DirectoryDone, Name: fmt.Sprintf("user%d", n)})
	}
	ts.Check(storesOf(ts).inMemory[ts.Getenv("GATEHOUSE_DATA")].Store.LogDirectory(context.Background(), all...))
}
