package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"

	"gatehouse/cli"
)

func listen(ctx context.Context, address string) (net.Listener, error) {
	if l, err := handedOver(); l != nil || err != nil {
		return l, err
	}
	return listenOn(ctx, address, "--listen")
}

// listenOn opens a port for which a flag gave the address.
func listenOn(ctx context.Context, address, flag string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf(
			"%s is in use by another program: stop it, or choose another address, like %s 127.0.0.1:4101", address,
			flag)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf(
			"no permission to listen on %s: choose a port above 1023, like %s 127.0.0.1:4100", address, flag)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %q: %w; write it like %s 127.0.0.1:4100", address, err, flag)
	}
	return l, nil
}

// baseURL is how browsers reach a listener that speaks the scheme.
func baseURL(given, scheme, address string) (string, error) {
	if given == "" {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return "", err
		}
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
		return scheme + "://" + net.JoinHostPort(host, port), nil
	}
	u, err := url.Parse(given)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" ||
		strings.ContainsAny(given, "?#") || u.User != nil {
		return "", cli.Misused(fmt.Errorf("--base-url %q: write it like https://sso.example.com", given))
	}
	if strings.Trim(u.Path, "/") != "" {
		return "", cli.Misused(fmt.Errorf(
			"--base-url %q has a path, under which no page would find another: give Gatehouse a host of its own, "+
				"like https://sso.example.com", given))
	}
	return u.Scheme + "://" + u.Host, nil
}
