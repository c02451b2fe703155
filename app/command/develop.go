package command

import (
	"context"
	"fmt"
	"log/slog"

	"gatehouse/app"
	"gatehouse/cli"
	"gatehouse/model"
	"gatehouse/service"
)

// develop listens for apps of this machine until what runs beside it has ended. Logs go to a file.
func develop(ctx context.Context, o cli.Options, beside func(context.Context, *service.Services) error) error {
	level := &slog.LevelVar{}
	log, closeLog, err := openLog(cli.LogFile(o.Data), level)
	if err != nil {
		return err
	}
	defer closeLog()
	a, err := app.Open(ctx, app.Config{Options: o, Log: log, Level: level, Console: attached,
		Services: service.Options{DevelopmentKey: cli.DevelopmentKey}})
	if err != nil {
		return unlessStopped(ctx, log, err)
	}
	return a.Run(ctx, func(ctx context.Context) error {
		if what := model.StrangersReach(a.Listener.Addr().String(), a.Services.BaseURL); what != "" {
			return cli.Misused(fmt.Errorf("strangers may reach %s, and everybody knows the API key of gatehouse dev: "+
				"use gatehouse serve, or leave --listen and --base-url out", what))
		}
		return beside(ctx, a.Services.For(cli.Owner(model.ViaCommand)))
	})
}
