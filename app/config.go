package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web"
)

// Config says what an instance is made of.
type Config struct {
	cli.Options
	Log     *slog.Logger   // nil discards
	Level   *slog.LevelVar // from which Log logs on; it is set to that of the options. nil: it cannot be changed
	Version string         // that the listener shows; "" is that of the build

	// Console shows the console of the instance on somebody's terminal until they quit; nil if
	// it has none.
	Console func(ctx context.Context, a *App, p model.Principal, o cli.Options, s cli.Streams) error

	// Services holds what stands in for the real thing: a store with its secrets
	// instead of those of the data directory, a clock, the network, an address that
	// is taken for the listener's. The rest is set from the fields above.
	Services service.Options

	token string // that /metrics needs

	acmeClient *http.Client // that speaks to the certificate authority; nil is the usual one
}

// check reads the texts of a configuration and fills in what is left out.
func (c *Config) check() (web.Proxies, error) {
	c.Log = slog.New(web.LogHandler(cmp.Or(c.Log, slog.New(slog.DiscardHandler)).Handler()))
	c.Version = cmp.Or(c.Version, cli.VersionText())
	c.Services.Log = c.Log
	if c.Level == nil {
		c.Level = &slog.LevelVar{}
	}
	if c.LogLevel != "" {
		level, err := cli.ParseLogLevel(c.LogLevel)
		if err != nil {
			return web.Proxies{}, cli.Misused(fmt.Errorf("--log-level: %w", err))
		}
		c.Level.Set(level)
	}
	proxies, err := web.ParseProxies(c.Proxies)
	if err != nil {
		return proxies, cli.Misused(fmt.Errorf("--trusted-proxies: %w", err))
	}
	if c.token, err = readToken(c.MetricsToken); err != nil {
		return proxies, cli.Misused(fmt.Errorf("--metrics-token: %w", err))
	}
	if c.RateLimit != "" {
		if c.Services.RateLimit, err = model.ParseRate(c.RateLimit); err != nil {
			return proxies, cli.Misused(fmt.Errorf("--rate-limit %w", err))
		}
	}
	c.Services.TestIdP, err = parseTestIdP(c.TestIdP)
	return proxies, err
}

func parseTestIdP(text string) (model.TestIdPSwitch, error) {
	s, err := model.ParseTestIdP(text)
	if err != nil {
		return "", cli.Misused(fmt.Errorf("--%w", err))
	}
	return s, nil
}

// shortToken is how long a token is at least, in bytes.
const shortToken = 16

// readToken reads the first line of a file; "" is the token of no file.
func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	token := strings.TrimSpace(line)
	if len(token) < shortToken {
		return "", fmt.Errorf("the first line of %s has less than %d characters: write one with openssl rand -hex 32",
			path, shortToken)
	}
	return token, nil
}
