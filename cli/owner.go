package cli

import (
	"os"
	"os/user"
	"strconv"

	"gatehouse/model"
)

// Owner is who runs the commands and the console: the data directory and its
// socket are open to one OS user alone.
func Owner(via string) model.Principal {
	name := "uid " + strconv.Itoa(os.Getuid())
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	return model.LocalOwner(via, name)
}
