export { exchangeHttp, type GatewayAddress, type HttpQuestion, type HttpReply } from './exchange-http.ts';
