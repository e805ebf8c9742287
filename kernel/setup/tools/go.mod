module github.com/seed-380714d4/fathom/kernel/setup/tools

go 1.26.8

tool golang.org/x/tools/cmd/goimports

require (
	golang.org/x/mod v0.31.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
	golang.org/x/sys v0.39.0 // indirect
	golang.org/x/telemetry v0.0.0-20251203150158-8fff8a5912fc // indirect
	golang.org/x/tools v0.40.0 // indirect
)
