-- Whoever shares a meter, a serial number or an invoice is found by it, as by the fingerprints of ID and account.
CREATE INDEX "conversion_electric_meter_idx" ON "conversion"("electric_meter");
CREATE INDEX "conversion_gas_meter_idx" ON "conversion"("gas_meter");
CREATE INDEX "conversion_serial_idx" ON "conversion"("serial");
CREATE INDEX "conversion_invoice_idx" ON "conversion"("invoice");
